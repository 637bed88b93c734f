// Every kernel module links to either kind of memory, one without a maximum included; what is not built as kernels
// are is refused.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { unsharedBuild } from "./memory-import.ts";

const folder = new URL("./gen/", import.meta.url);
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(name, folder)));
const link = (bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): WebAssembly.Instance =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });

for (const name of readdirSync(folder)) {
  test(`${name} links to shared and to unshared memory`, () => {
    const shared = bytesOf(name);
    link(shared, new WebAssembly.Memory({ initial: 8, maximum: 65536, shared: true }));
    const unshared = unsharedBuild(shared);
    link(unshared, new WebAssembly.Memory({ initial: 8 }));
    link(unshared, new WebAssembly.Memory({ initial: 8, maximum: 65536 }));
    assert.throws(() => link(shared, new WebAssembly.Memory({ initial: 8 })));
  });
}

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const env = [3, 0x65, 0x6e, 0x76];
const memory = [6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79];
const broken = [
  { name: "nothing", bytes: header, message: "a kernel module that ends too soon" },
  { name: "no imports", bytes: [...header, 1, 1, 0], message: "a kernel module without imports" },
  {
    name: "unshared memory",
    bytes: [...header, 2, 15, 1, ...env, ...memory, 2, 0, 1],
    message: "a kernel module that does not import shared memory alone",
  },
  {
    name: "two imports",
    bytes: [...header, 2, 30, 2, ...env, ...memory, 2, 3, 1, 1, ...env, ...memory, 2, 0, 1],
    message: "a kernel module that does not import shared memory alone",
  },
];

for (const { name, bytes, message } of broken) {
  test(`refused: ${name}`, () => {
    assert.throws(() => unsharedBuild(new Uint8Array(bytes)), { code: "INTERNAL", message });
  });
}
