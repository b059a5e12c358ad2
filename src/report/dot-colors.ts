// The colours of boxes and arrows in pictures: red for gains, green for losses, grey near zero.

/** Of the HSV colour space, from 0 to 1. */
interface Palette {
  readonly saturation: number;
  readonly value: number;
}

const foreground: Palette = { saturation: 1, value: 0.7 };
const background: Palette = { saturation: 0.1, value: 0.93 };

/** Below this score colours fade to grey, so that they do not turn yellow. */
const fadingScore = 0.2;
/** Brings small scores away from grey: a score is raised to this power. */
const emphasis = 0.3;

/** Colour of lines and text, '#rrggbb', for a share of the total between -1 and 1 (what is beyond is cut off). */
export function lineColor(share: number): string {
  return color(share, foreground);
}

/** Light colour to fill boxes with. */
export function fillColor(share: number): string {
  return color(share, background);
}

function color(share: number, { saturation, value }: Palette): string {
  const score = Math.max(-1, Math.min(1, share));
  const magnitude = Math.abs(score);
  const intensity = magnitude < fadingScore ? saturation * (magnitude / fadingScore) : saturation;
  const faded = value * (1 - intensity * magnitude ** emphasis);
  const red = score < 0 ? faded : value;
  const green = score < 0 ? value : faded;
  const blue = value * (1 - intensity);
  return `#${hexByte(red)}${hexByte(green)}${hexByte(blue)}`;
}

/** NaN, the share of a total of 0, becomes 00 as in pprof. */
function hexByte(component: number): string {
  return (Math.trunc(component * 255) & 0xff).toString(16).padStart(2, '0');
}
