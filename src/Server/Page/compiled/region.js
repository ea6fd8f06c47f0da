import { bytes } from "./api.js";
import { imageOf, maskOf } from "./planes.js";
/** A region with what it is painted on. */
export class Region {
    claim;
    ground;
    model;
    slices = new Map();
    constructor(claim, ground, model) {
        this.claim = claim;
        this.ground = ground;
        this.model = model;
    }
    static async load(claim) {
        const count = claim.depth * claim.height * claim.width;
        const mask = async (which, planes) => maskOf(await bytes(`regions/${claim.id}/masks/${which}?slice=all`), planes * count);
        const [region, model, before, ...proposals] = await Promise.all([
            claim.everywhere ? null : mask("region", 1),
            claim.startsFromModel || claim.second ? mask("model", claim.classes) : null,
            claim.second ? mask("before", claim.classes) : null,
            ...Array.from({ length: claim.proposals }, (_, i) => mask(`proposal-${i}`, claim.classes)),
        ]);
        const { depth, height, width, classes, exclusive } = claim;
        const masks = proposals;
        // Whoever points at what is wrong has it before them.
        const start = claim.second ? before : claim.task === "click" ? masks[0] : model;
        return new Region(claim, { depth, height, width, classes, exclusive, region, start, proposals: masks }, model);
    }
    /** A slice of the image; its neighbours are fetched too. */
    slice(index) {
        for (const near of [index + 1, index - 1])
            if (near >= 0 && near < this.claim.depth)
                void this.fetch(near);
        return this.fetch(index);
    }
    fetch(index) {
        const { id, channels, height, width, bits } = this.claim;
        let slice = this.slices.get(index);
        if (slice === undefined) {
            slice = bytes(`regions/${id}/image?slice=${index}`).then((raw) => imageOf(raw, channels, height, width, bits));
            slice.catch(() => this.slices.delete(index));
            this.slices.set(index, slice);
        }
        return slice;
    }
    /** One slice of one of a mask's planes. */
    plane(mask, k, slice) {
        const size = this.claim.height * this.claim.width;
        const first = (k * this.claim.depth + slice) * size;
        return mask.subarray(first, first + size);
    }
}
