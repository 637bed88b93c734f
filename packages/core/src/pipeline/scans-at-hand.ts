// The morsels of scans that are there at once: tables in memory, little of local files. Asked for before it is decided
// which steps one thread runs by itself, once a scan.
import type { Morsel, PlannedScan } from "../catalog/table-provider.ts";
import type { SourceSpec } from "../operator/pipeline-spec.ts";
import type { DriverContext } from "./driver-context.ts";
import { morselsWanted, shareOf } from "./morsels.ts";
import type { Step } from "./pipeline.ts";
import type { ReadyScan } from "./steps-together.ts";

type Scan = Extract<SourceSpec, { readonly kind: "scan" }>;

export class ScansAtHand<Node> {
  readonly #context: DriverContext<Node>;
  readonly #known = new Map<Scan, { readonly plan: PlannedScan; readonly morsels: readonly Morsel[] | undefined }>();

  constructor(context: DriverContext<Node>) {
    this.#context = context;
  }

  /** Asks the scans of steps, up to the first whose morsels are not at hand. @throws FfqError of reading */
  async ask(steps: readonly Step<Node>[]): Promise<void> {
    for (const { source } of steps.flatMap(pipelinesOf)) {
      if (source.kind === "scan" && (await this.#morselsOf(source)) === undefined) return;
    }
  }

  /** Of scans that were asked. */
  readonly ready: ReadyScan = (scan) => this.#known.get(scan)?.morsels;

  /** Measures what planning the scans of steps took and saved. */
  measure(steps: readonly Step<Node>[]): void {
    for (const { source, nodes } of steps.flatMap(pipelinesOf)) {
      const scanned = source.kind === "scan" ? this.#known.get(source)?.plan.measured?.() : undefined;
      const [node] = nodes;
      if (node === undefined || scanned === undefined) continue;
      this.#context.measure(node, { rows: 0, batches: 0, milliseconds: 0, scanned });
    }
  }

  async #morselsOf(scan: Scan): Promise<readonly Morsel[] | undefined> {
    const known = this.#known.get(scan);
    if (known !== undefined) return known.morsels;
    const { tables, streaming: region, control, partition, partitions, query } = this.#context;
    const { table, columns, filters, range } = scan;
    const plan = tables(table).plan({ columns, filters, ...(range === undefined ? {} : { range }) });
    const reading = { arena: region.arena, region, signal: control.signal, wanted: morselsWanted(query.threads) };
    const morsels = await plan.atHand?.({ ...reading, ...shareOf(scan, { partition, partitions }) });
    this.#known.set(scan, { plan, morsels });
    return morsels;
  }
}

function pipelinesOf<Node>(step: Step<Node>): readonly Extract<Step<Node>, { kind: "sink" }>["pipelines"][number][] {
  return step.kind === "sink" ? step.pipelines : [...step.base, ...step.loop].flatMap(pipelinesOf);
}
