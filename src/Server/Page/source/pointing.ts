import { clamp } from "./annotator.js";
import type { Annotator } from "./annotator.js";
import { announce } from "./elements.js";
import type { Stroke } from "./strokes.js";

/** Says that what is shown is wrong at a place: who points at the target's mask means that it is not there, and the other way round. */
export function pointAt(one: Annotator, x: number, y: number): void {
  const { claim, ground } = one.region;
  const [column, row] = [x >> 4, y >> 4];
  const pixel = one.slice * one.picture.size + row * claim.width + column;
  if (column < 0 || column >= claim.width || row < 0 || row >= claim.height || (ground.region !== null && ground.region[pixel] === 0)) {
    announce("That is outside of the region.");
    return;
  }
  let belongs = false;
  for (let k = claim.exclusive ? 1 : 0; k < claim.classes; k++) belongs ||= ground.start?.[k * one.picture.count + pixel] === 1;
  const stroke: Stroke = { tool: "click", points: [clamp(x), clamp(y)] };
  if (one.slice > 0) stroke.slice = one.slice;
  if (belongs) stroke.erase = true;
  one.act(stroke);
  announce(belongs ? "This does not belong to the target." : "This belongs to the target.");
}
