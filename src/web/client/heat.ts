// How hot a line is, as a class of the style sheet.

/** @param heat from 0 to 1. @returns one of five degrees, by a square root so that what is small still shows */
export function heatClass(heat: number): string {
  return heat === 0 ? '' : `heat-${Math.max(1, Math.ceil(Math.sqrt(heat) * 5))}`;
}
