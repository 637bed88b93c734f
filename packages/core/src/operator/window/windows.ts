// Window functions, able to spill and to be sorted by several threads: what the rest of the engine sees of this folder.
export { sharedWindow } from "./shared-window.ts";
export { type SpillingWindowState, spillingWindow } from "./spilling-window.ts";
