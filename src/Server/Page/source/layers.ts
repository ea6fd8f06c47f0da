import type { Annotator } from "./annotator.js";
import { outline } from "./planes.js";
import type { Box } from "./strokes.js";
import { classColours } from "./viewer.js";

/** Colours what is painted in a part of the slice; all of it where the box is null. */
export function drawMask(one: Annotator, box: Box | null): void {
  const { values, size, count } = one.picture;
  const { classes, exclusive } = one.region.claim;
  const first = one.slice * size;
  const colours = classColours.map(([r, g, b]) => 0xff000000 | (b << 16) | (g << 8) | r);
  one.viewer.paint((pixel) => {
    // The background of classes that exclude each other has no colour.
    for (let k = classes - 1; k >= (exclusive ? 1 : 0); k--) if (values[k * count + first + pixel] === 1) return colours[k % colours.length];
    return 0;
  }, box);
}

/** The borders of the region, of the model's mask where it is shown, and of what is proposed. */
export function drawOutlines(one: Annotator): void {
  const { ground, model, claim } = one.region;
  const { height, width } = claim;
  one.viewer.outlines = [];
  if (ground.region !== null) {
    const plane = one.region.plane(ground.region, 0, one.slice);
    one.viewer.outlines.push({ path: outline((pixel) => plane[pixel], height, width), colour: "#ffffff" });
  }
  const first = claim.exclusive ? 1 : 0;
  const foreground = (mask: Uint8Array) => (pixel: number) => {
    for (let k = first; k < claim.classes; k++) if (mask[(k * claim.depth + one.slice) * one.picture.size + pixel] === 1) return 1;
    return 0;
  };
  if (model !== null && one.showsModel) one.viewer.outlines.push({ path: outline(foreground(model), height, width), colour: "#40d0ff", dashed: true });
  if (claim.proposals > 0) one.viewer.outlines.push({ path: outline(foreground(ground.proposals[one.proposal]), height, width), colour: "#ff9de0", dashed: true });
  one.viewer.changed();
}

/** Shows the region with some of what is around it. */
export function fitRegion(one: Annotator): void {
  const { box, height, width } = one.region.claim;
  const margin = Math.max(6, Math.round(Math.max(box.bottom - box.top, box.right - box.left) * 0.35));
  one.viewer.fit({
    top: Math.max(0, box.top - margin),
    left: Math.max(0, box.left - margin),
    bottom: Math.min(height - 1, box.bottom + margin),
    right: Math.min(width - 1, box.right + margin),
  });
}
