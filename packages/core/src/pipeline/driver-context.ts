// What running a fragment needs on the caller's thread.
import type { Region } from "../arena/region.ts";
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { StageId } from "../common/ids.ts";
import type { ExchangeReader } from "../exchange/exchange.ts";
import type { CustomOperators } from "../operator/custom-operator.ts";
import type { Output } from "../operator/output.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Crew } from "./crew.ts";
import type { Measure } from "./meter.ts";
import type { QueryData } from "./protocol.ts";
import type { QueryControl } from "./query-control.ts";

/** Where a fragment's rows go. Morsels are numbered from 0 in the order of the rows. */
export interface OutputPort {
  /** `used` makes room for another output of the same thread. */
  put(morsel: number, output: Output, used: () => void): void;
  /** All outputs of the morsel were put. */
  endMorsel(morsel: number): void;
  /** False when nobody will take further rows: the task may end early. */
  readonly isWanted: boolean;
}

/** `Node`: what measures are kept by (Pipeline). */
export interface DriverContext<Node = PhysicalPlan> {
  readonly crew: Crew;
  readonly control: QueryControl;
  readonly query: QueryData;
  readonly region: Region;
  /** Of bytes that are read ahead: counted apart from what operators hold. */
  readonly streaming: Region;
  /** This task's share of the tables. */
  readonly partition: number;
  readonly partitions: number;
  readonly tables: (ref: TableRef) => TableProvider;
  /** Called once for each exchange-read of the plan. */
  readonly exchange: (stage: StageId) => ExchangeReader;
  readonly output: OutputPort;
  /** Takes files of states away that have been read for the last time. */
  readonly removeFiles: (names: readonly string[]) => void;
  /** Operators of extensions (operator/custom-operator.ts); absent: there are none. */
  readonly operators?: CustomOperators;
  /** Adds to what a node of the plan did. */
  readonly measure: (node: Node, measure: Measure) => void;
}
