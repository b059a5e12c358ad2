// Encodes bitmaps as GIF.

import type { Canvas } from '@napi-rs/canvas';

/** The parts of the library gifenc in use; it comes without types. */
interface Gifenc {
  GIFEncoder(): GifEncoder;
  /** @param pixels red, green, blue and alpha of each. */
  quantize(
    pixels: Uint8ClampedArray,
    colors: number,
    options: { readonly format: typeof colorFormat },
  ): Palette;
  /** @returns the index into the palette for each pixel. */
  applyPalette(pixels: Uint8ClampedArray, palette: Palette, format: typeof colorFormat): Uint8Array;
}

interface GifEncoder {
  writeFrame(
    indices: Uint8Array,
    width: number,
    height: number,
    options: { readonly palette: Palette },
  ): void;
  finish(): void;
  bytes(): Uint8Array;
}

type Palette = readonly (readonly number[])[];

/** Of each color 4 bits: graphs have few, and their shades at the edges of lines. */
const colorFormat = 'rgb444';

/** The canvas could do it by itself, but takes 30 times as long to choose the colors. */
export async function encodeGif(canvas: Canvas): Promise<Uint8Array> {
  const { createRequire } = await import('node:module');
  const gifenc = createRequire(import.meta.filename)('gifenc') as Gifenc;
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const palette = gifenc.quantize(data, 256, { format: colorFormat });
  const encoder = gifenc.GIFEncoder();
  encoder.writeFrame(gifenc.applyPalette(data, palette, colorFormat), width, height, { palette });
  encoder.finish();
  return encoder.bytes();
}
