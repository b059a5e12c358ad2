// What the colours of frames go by: the package of a function, and a hue for each package.

/** The package of a Go, Java or C++ function, or the folder of its file; the name where there is neither. */
export function packageOf(name: string, file: string): string {
  // What is in type arguments or parameters is not the path of the function.
  const end = name.search(/[[<]/);
  const head = end > 0 ? name.slice(0, end) : name;
  const slash = head.lastIndexOf('/');
  const dot = head.slice(slash + 1).search(/\.|::/);
  if (dot > 0) return head.slice(0, slash + 1 + dot);
  const folder = file.lastIndexOf('/');
  return folder > 0 ? file.slice(0, folder) : name;
}

export interface PackageHue {
  /** In degrees; the same for a package in every profile. */
  readonly hue: number;
  /** Of Go and Node.js: what users did not write stays in the background. */
  readonly isGrey: boolean;
}

export function packageHue(group: string): PackageHue {
  // FNV-1a, spread over the circle by the golden ratio so that similar hashes differ.
  let hash = 0x811c9dc5;
  for (let i = 0; i < group.length; i++) hash = Math.imul(hash ^ group.charCodeAt(i), 0x01000193) >>> 0;
  return {
    hue: Math.floor(((hash * 0.618033988749895) % 1) * 72) * 5,
    isGrey: /^(?:runtime|internal\/|syscall$|node:|\(|v8)/.test(group),
  };
}
