// A hue for each package, which the colours of frames go by.

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
