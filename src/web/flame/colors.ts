// The colours of boxes: by package, by share of the total, and by change between two profiles.

import { packageHue, packageOf, type FlameData, type PackageHue } from '#flame';

/** Dark letters on light boxes, or the other way round. */
export type FlameTheme = 'light' | 'dark';

/** The CSS colour of a node of some tree over the frames that it was made for. */
export type FlameFill = (data: FlameData, node: number) => string;

/** Each package has a hue of its own, the same in every profile; the runtime is grey. */
export function packageFill({ frames }: FlameData, theme: FlameTheme): FlameFill {
  const colors: (string | undefined)[] = [];
  const colorOf = (frame: number): string => {
    const name = frames.name[frame]!;
    const group = packageOf(name, frames.files[frames.file[frame]!]!);
    return hueColor(packageHue(group), theme);
  };
  return (data, node) => {
    if (node === 0 && data.frame[0] === 0) return rootColor(theme);
    const frame = data.frame[node]!;
    return (colors[frame] ??= colorOf(frame));
  };
}

function rootColor(theme: FlameTheme): string {
  return theme === 'light' ? '#dfe3e8' : '#3b424c';
}

function hueColor({ hue, isGrey }: PackageHue, theme: FlameTheme): string {
  if (theme === 'light') return `hsl(${hue} ${isGrey ? 14 : 62}% 80%)`;
  return `hsl(${hue} ${isGrey ? 8 : 34}% 31%)`;
}

const shareSteps = 12;

/** From pale to red by the part of the total that a node and all that it calls account for. */
export function shareFill(
  theme: FlameTheme,
  widthsOf: (data: FlameData) => Float64Array,
  total: number,
): FlameFill {
  const colors = Array.from({ length: shareSteps + 1 }, (_, step) => heatColor(step / shareSteps, theme));
  return (data, node) => {
    const share = total > 0 ? Math.min(1, Math.abs(widthsOf(data)[node]!) / total) : 0;
    return colors[Math.round(Math.sqrt(share) * shareSteps)]!;
  };
}

function heatColor(heat: number, theme: FlameTheme): string {
  const hue = Math.round(54 - 44 * heat);
  if (theme === 'light') return `hsl(${hue} ${Math.round(45 + 45 * heat)}% ${Math.round(88 - 20 * heat)}%)`;
  return `hsl(${hue} ${Math.round(18 + 50 * heat)}% ${Math.round(26 + 10 * heat)}%)`;
}

const changeSteps = 6;

/**
 * Red for what grew and blue for what shrank, pale for little: the change of a node in parts of the larger of
 * both sides, or of `total` where there is only one.
 * @param changeOf from -1 to 1.
 */
export function changeFill(
  theme: FlameTheme,
  changeOf: (data: FlameData, node: number) => number,
): FlameFill {
  const scale = (hue: number): string[] =>
    Array.from({ length: changeSteps + 1 }, (_, step) => changeColor(hue, step / changeSteps, theme));
  const grown = scale(8);
  const shrunk = scale(212);
  return (data, node) => {
    const change = Math.max(-1, Math.min(1, changeOf(data, node)));
    const step = Math.ceil(Math.sqrt(Math.abs(change)) * changeSteps - 0.01);
    return (change < 0 ? shrunk : grown)[Math.max(0, step)]!;
  };
}

function changeColor(hue: number, strength: number, theme: FlameTheme): string {
  if (strength === 0) return theme === 'light' ? '#e9e9ec' : '#3a3d42';
  if (theme === 'light')
    return `hsl(${hue} ${Math.round(55 + 30 * strength)}% ${Math.round(92 - 20 * strength)}%)`;
  return `hsl(${hue} ${Math.round(25 + 30 * strength)}% ${Math.round(26 + 12 * strength)}%)`;
}
