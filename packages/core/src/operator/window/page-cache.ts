// Pages of sorted rows (sorted-pages.ts) in memory, as flat columns, a few at a time: what looks at rows that are far from
// each other finds the pages again that it has just left.
//
// The rule: a page is good until the next but MOST_PAGES is asked for, unless it is held.
import type { Pointer } from "../../arena/arena.ts";
import type { TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import { concatRows, type FlatRows, releaseFlatRows } from "../row-store-read.ts";
import type { Fragment, PartFragment } from "./fragment.ts";
import { orderPartitions, withValidity } from "./order-partitions.ts";
import { appendRows, type PageFrame } from "./sorted-pages.ts";
import type { WindowPlan } from "./window-plan.ts";

/** What is known of a page without its rows. */
export interface SurveyedPage {
  readonly frame: PageFrame;
  /** Its first row, from the first of all. */
  readonly start: number;
  readonly rows: number;
  readonly fragments: readonly Fragment[];
}

/** A fragment and the number of its page. */
export interface PlacedPart {
  readonly page: number;
  readonly fragment: PartFragment;
}

export interface PageSurvey {
  readonly pages: readonly SurveyedPage[];
  /** By the fragment's number. */
  readonly parts: readonly PlacedPart[];
}

export interface LoadedPage {
  readonly start: number;
  readonly rows: number;
  readonly columns: FlatRows["columns"];
  /** u32 per row: itself. */
  readonly order: Pointer;
  /** A byte per row: where partitions and peers begin. */
  readonly bounds: Pointer;
  /** The slot that shows NULL. */
  readonly none: number;
}

/** About two for each bound of a frame with three ranges. */
const MOST_PAGES = 8;

export class PageCache implements PageSurvey {
  readonly pages: readonly SurveyedPage[];
  readonly parts: readonly PlacedPart[];
  readonly #context: TaskContext;
  readonly #plan: WindowPlan;
  /** By number, the one that was asked for last at the end. */
  readonly #loaded = new Map<number, LoadedPage & { release(): void }>();
  #held = -1;

  constructor(context: TaskContext, plan: WindowPlan, { pages, parts }: PageSurvey) {
    this.#context = context;
    this.#plan = plan;
    this.pages = pages;
    this.parts = parts;
  }

  /** Keeps a page in memory, in place of the one that was held before. */
  *hold(number: number): Generator<void, LoadedPage> {
    this.#held = number;
    return yield* this.load(number);
  }

  *load(number: number): Generator<void, LoadedPage> {
    const known = this.#loaded.get(number);
    this.#loaded.delete(number);
    if (known === undefined) this.#forgetOldest();
    const page = known ?? (yield* this.#read(this.pages[number] as SurveyedPage));
    this.#loaded.set(number, page);
    return page;
  }

  close(): void {
    for (const page of this.#loaded.values()) page.release();
    this.#loaded.clear();
  }

  #forgetOldest(): void {
    if (this.#loaded.size < MOST_PAGES) return;
    for (const [number, page] of this.#loaded) {
      if (number === this.#held) continue;
      page.release();
      this.#loaded.delete(number);
      return;
    }
  }

  *#read({ frame, start, rows }: SurveyedPage): Generator<void, LoadedPage & { release(): void }> {
    const { region } = this.#context;
    const store = RowStore.create(region, this.#plan.types);
    appendRows(this.#context, store, frame);
    const flat = yield* concatRows(region, this.#plan.types, [store.finish()]);
    const columns = [...flat.columns];
    for (const position of this.#plan.picked) columns[position] = withValidity(region, flat, position);
    // The rows are in order already, and equal ones keep theirs.
    const { order, bounds } = yield* orderPartitions(region, this.#plan, { ...flat, columns });
    const release = (): void => {
      releaseFlatRows(region, { ...flat, columns });
      region.free(order);
      region.free(bounds);
    };
    return { start, rows, columns, order, bounds, none: rows, release };
  }
}
