/** Which tab of the browser this is; it stays so when the page is loaded again. */
export let tab = "";
export async function beginTab() {
    tab = sessionStorage.getItem("tab") ?? name();
    // A tab that was duplicated takes its twin's name along.
    if (navigator.locks !== undefined && !(await hold(tab))) {
        tab = name();
        await hold(tab);
    }
    sessionStorage.setItem("tab", tab);
}
function hold(wanted) {
    return new Promise((resolve) => {
        void navigator.locks.request(`tab-${wanted}`, { ifAvailable: true }, (lock) => {
            resolve(lock !== null);
            return lock === null ? undefined : new Promise(() => undefined);
        });
    });
}
/** A name that nothing else has. */
export function name() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
/** The tabs of this browser that are open; null where the browser cannot tell. */
export async function openTabs() {
    if (navigator.locks === undefined)
        return null;
    return new Set(((await navigator.locks.query()).held ?? []).map((lock) => (lock.name ?? "").slice("tab-".length)));
}
