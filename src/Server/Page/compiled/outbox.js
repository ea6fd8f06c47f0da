import { Refused, Unreachable, call } from "./api.js";
import { name, openTabs, tab } from "./tab.js";
/** Strokes that the server has not acknowledged yet. They lie in the browser's store until it has, whatever happens to page and network. */
export class Outbox {
    region;
    fence;
    saved;
    changed;
    state = "saved";
    entries = [];
    running = false;
    wait = 500;
    key;
    /**
     * @param reader whose strokes these are
     * @param region the region
     * @param fence that of the claim
     * @param saved the version that the server has
     * @param changed is told whenever the state changes
     * @param key where what waits is kept
     */
    constructor(reader, region, fence, saved, changed, key = `outbox/${reader}/${region}/${tab}`) {
        this.region = region;
        this.fence = fence;
        this.saved = saved;
        this.changed = changed;
        this.key = key;
        this.entries = Outbox.read(this.key);
    }
    /** The version with everything that waits here. */
    get version() {
        return this.saved + this.waiting;
    }
    get waiting() {
        return this.entries.reduce((sum, entry) => sum + entry.strokes.length, 0);
    }
    /** Whether the region is finished here, and the server has yet to know. */
    get isEnding() {
        return this.entries.some((entry) => entry.seal !== undefined);
    }
    /** The strokes that wait, in their order. */
    get strokes() {
        return this.entries.flatMap((entry) => entry.strokes);
    }
    add(stroke) {
        this.put({ strokes: [stroke] });
    }
    /** Finishes the region with everything so far; it waits like the strokes before it. */
    end(seal) {
        this.put({ strokes: [], seal });
    }
    put(entry) {
        this.entries.push({ writeId: name(), version: this.version, fence: this.fence, ...entry });
        this.keep();
        // How many wait is told too.
        this.changed(this, "");
        void this.flush();
    }
    /** Forgets what waits. */
    discard() {
        this.entries = [];
        this.keep();
    }
    /** Resolves once everything is acknowledged, or to false where that is not possible now. */
    async settled() {
        while (this.waiting > 0) {
            if (this.state === "stale" || this.state === "lost" || this.state === "signedOut" || this.state === "offline")
                return false;
            await new Promise((resolve) => setTimeout(resolve, 20));
            void this.flush();
        }
        return true;
    }
    /** Sends what waits, one write after the other, and again until it is acknowledged; or once, where there is a later occasion. */
    async flush(once = false) {
        if (this.running)
            return;
        this.running = true;
        try {
            while (this.entries.length > 0) {
                const entry = this.entries[0];
                if (this.state !== "offline")
                    this.tell("saving", "");
                try {
                    if (entry.seal !== undefined) {
                        await this.seal(entry.version, entry.seal);
                        this.discard();
                        this.tell("sealed", "");
                        return;
                    }
                    const { writeId, version, strokes } = entry;
                    const answer = await call("POST", `regions/${this.region}/strokes`, { fence: this.fence, writeId, version, strokes });
                    this.saved = Math.max(this.saved, answer.version);
                    this.entries.shift();
                    this.keep();
                    this.wait = 500;
                    if (this.state === "offline")
                        this.tell("saving", "");
                }
                catch (e) {
                    if (e instanceof Unreachable) {
                        this.tell("offline", "");
                        if (once)
                            return;
                        await new Promise((resolve) => {
                            const timer = setTimeout(resolve, this.wait);
                            window.addEventListener("online", () => (clearTimeout(timer), resolve(null)), { once: true });
                        });
                        this.wait = Math.min(2 * this.wait, 4000);
                        continue;
                    }
                    if (!(e instanceof Refused))
                        throw e;
                    // What is wrong with the answer itself can be mended: the region is not finished then.
                    if (entry.seal !== undefined && e.status !== 401 && e.conflict === null) {
                        this.entries.shift();
                        this.keep();
                        this.tell("saved", e.message);
                        return;
                    }
                    this.tell(e.status === 401 ? "signedOut" : e.conflict === "staleVersion" || e.conflict === "otherContent" ? "stale" : "lost", e.message);
                    return;
                }
            }
            this.tell("saved", "");
        }
        finally {
            this.running = false;
        }
    }
    async seal(version, { confidence, ...time }) {
        try {
            await call("POST", `regions/${this.region}/notes`, { what: "looked", ...time });
        }
        catch (e) {
            // A region that is sealed already takes no note; the seal says how it stands.
            if (!(e instanceof Refused && e.status === 409))
                throw e;
        }
        await call("POST", `regions/${this.region}/seal`, { fence: this.fence, version, confidence });
    }
    /** Sends what waits of regions that are not open: left by this tab, or by tabs that are closed. Resolves to how many regions were finished so. */
    static async sendLeft(reader) {
        const open = await openTabs();
        let ended = 0;
        for (const key of Object.keys(localStorage)) {
            const [kind, whose, region, from] = key.split("/");
            if (kind !== "outbox" || whose !== reader || (from !== tab && (open === null || open.has(from))))
                continue;
            const entries = Outbox.read(key);
            if (entries.length === 0 || typeof entries[0].fence !== "number")
                continue;
            const left = new Outbox(reader, region, entries[0].fence, entries[0].version, () => undefined, key);
            await left.flush(true);
            if (left.state === "sealed")
                ended++;
        }
        return ended;
    }
    /** Strokes of this region that closed tabs of this browser left unsaved; they are taken over and theirs no more. */
    static async takeOver(reader, region) {
        const open = await openTabs();
        if (open === null)
            return [];
        const found = [];
        for (const key of Object.keys(localStorage)) {
            const begin = `outbox/${reader}/${region}/`;
            if (!key.startsWith(begin) || key.slice(begin.length) === tab || open.has(key.slice(begin.length)))
                continue;
            const entries = Outbox.read(key);
            if (entries.length > 0) {
                localStorage.setItem(`outbox/${reader}/${region}/${tab}`, JSON.stringify([...Outbox.read(`outbox/${reader}/${region}/${tab}`), ...entries]));
                found.push({ version: entries[0].version, strokes: entries.flatMap((entry) => entry.strokes) });
            }
            localStorage.removeItem(key);
        }
        return found;
    }
    static read(key) {
        try {
            return JSON.parse(localStorage.getItem(key) ?? "[]");
        }
        catch {
            return [];
        }
    }
    keep() {
        try {
            if (this.entries.length === 0)
                localStorage.removeItem(this.key);
            else
                localStorage.setItem(this.key, JSON.stringify(this.entries));
        }
        catch {
            this.tell(this.state, "The browser's store is full: strokes wait in this tab alone, do not close it.");
        }
    }
    tell(state, message) {
        if (state === this.state && message === "")
            return;
        this.state = state;
        this.changed(this, message);
    }
}
