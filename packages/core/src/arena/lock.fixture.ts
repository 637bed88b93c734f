// A thread that allocates and frees as fast as it can.
import { parentPort, workerData } from "node:worker_threads";
import { Arena } from "./arena.ts";
import { Region } from "./region.ts";

const {
  memory,
  region: address,
  rounds,
} = workerData as {
  readonly memory: WebAssembly.Memory;
  readonly region: number;
  readonly rounds: number;
};
const region = Region.attach(Arena.attach(memory), address);
const held: number[] = [];
for (let round = 0; round < rounds; round++) {
  held.push(region.allocate(64 + ((round * 977) % 5000)));
  if (held.length > 50) region.free(held.shift() as number);
}
for (const pointer of held) region.free(pointer);
parentPort?.postMessage("done");
