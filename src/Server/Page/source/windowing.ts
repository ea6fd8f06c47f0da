import type { ImageSlice } from "./planes.js";

/** Which values are black and white. */
export interface Levels {
  low: number;
  high: number;
}

/** All values, or in 16 bits those between the darkest and the brightest thousandth. */
export function usualLevels(image: ImageSlice): Levels {
  if (image.largest === 255) return { low: 0, high: 255 };
  const counts = new Uint32Array(65536);
  for (const value of image.samples) counts[value]++;
  const share = image.samples.length / 1000;
  let low = 0;
  let high = 65535;
  for (let sum = counts[0]; sum <= share && low < 65535; sum += counts[low]) low++;
  for (let sum = counts[65535]; sum <= share && high > 0; sum += counts[high]) high--;
  return { low, high: Math.max(high, low + 1) };
}

/** Draws a slice on a canvas of its size: raw values between the levels, and dark where a pixel is not in the region. */
export function drawWindowed(canvas: HTMLCanvasElement, image: ImageSlice, levels: Levels, region: Uint8Array | null): void {
  const { height, width, channels, samples } = image;
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const picture = context.createImageData(width, height);
  const pixels = new Uint32Array(picture.data.buffer);
  const table = new Uint8Array(image.largest + 1);
  const span = Math.max(levels.high - levels.low, 1);
  for (let value = 0; value <= image.largest; value++) table[value] = Math.max(0, Math.min(255, Math.round(((value - levels.low) * 255) / span)));
  const size = height * width;
  const [green, blue] = channels >= 3 ? [size, 2 * size] : [0, 0];
  for (let i = 0; i < size; i++) {
    let r = table[samples[i]];
    let g = table[samples[i + green]];
    let b = table[samples[i + blue]];
    if (region !== null && region[i] === 0) {
      r = (r * 3) >> 3;
      g = (g * 3) >> 3;
      b = ((b * 3) >> 3) + 14;
    }
    pixels[i] = 0xff000000 | (b << 16) | (g << 8) | r;
  }
  context.putImageData(picture, 0, 0);
}
