// The other thread of hash-thread.test.ts: attaches to what the first thread built, and sends back what it made.
import { parentPort, workerData } from "node:worker_threads";
import { Arena } from "../arena/arena.ts";
import { Region } from "../arena/region.ts";
import { AggregateState, type AggregateStateData } from "./hash-aggregate.ts";
import { GroupTable, type GroupTableData } from "./hash-group.ts";
import { JoinTable, type JoinTableData } from "./hash-join.ts";

/** What the first thread hands over. */
export interface ThreadInput {
  readonly memory: WebAssembly.Memory;
  readonly region: number;
  readonly groups: GroupTableData;
  readonly sum: AggregateStateData;
  readonly join: JoinTableData;
  readonly keys: number;
  readonly rows: number;
}

/** What comes back. */
export interface ThreadOutput {
  readonly groups: GroupTableData;
  readonly sum: AggregateStateData;
  readonly found: number;
}

const { memory, region: address, groups, sum, join, keys, rows } = workerData as ThreadInput;
const region = Region.attach(Arena.attach(memory), address);
const table = GroupTable.attach(region, groups);
const ids = region.allocate(4 * rows);
table.findOrAdd(keys, rows, ids);
const state = AggregateState.attach(region, sum);
state.reserve(table.count);
state.update({ data: keys, index: 0, validity: 0 }, { rows, list: 0, groups: ids });
const found = region.allocate(4 * rows);
JoinTable.attach(region, join).find(keys, 0, rows, found);
const output: ThreadOutput = { groups: table.toData(), sum: state.toData(), found };
parentPort?.postMessage(output);
