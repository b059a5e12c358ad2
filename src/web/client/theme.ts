// Light or dark: as the system has it, unless the user chose.

import { useEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';
type ThemeChoice = Theme | 'auto';

const storageKey = 'heapwise-theme';

/** The theme in use, what was chosen, and a way to choose the next. */
export function useTheme(): { readonly theme: Theme; readonly choice: ThemeChoice; next(): void } {
  const [choice, setChoice] = useState<ThemeChoice>(stored);
  const [isSystemDark, setSystemDark] = useState(() => darkness().matches);
  useEffect(() => {
    const query = darkness();
    const follow = (): void => setSystemDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const theme = choice === 'auto' ? (isSystemDark ? 'dark' : 'light') : choice;
  useEffect(() => {
    if (choice === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice;
  }, [choice]);
  return {
    theme,
    choice,
    next() {
      const following: ThemeChoice = choice === 'auto' ? 'light' : choice === 'light' ? 'dark' : 'auto';
      store(following);
      setChoice(following);
    },
  };
}

function darkness(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}

/** Storage may be closed to pages; then the choice lasts as long as the page. */
function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    return 'auto';
  }
}

function store(choice: ThemeChoice): void {
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    // See `stored`.
  }
}
