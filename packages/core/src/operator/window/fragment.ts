// How the pages of a sorted window's rows are cut into fragments: whole partitions, or rows of one partition that other
// pages have rows of as well, and of these whole peer groups, or rows of one that may go on. Pure decisions.
//
// The rule: a page is cut into few fragments, whatever its rows are; the fragments of a partition that crosses pages are
// numbered one after the other.

/** A partition that crosses pages, in rows from the first of all. Complete when all pages are cut. */
export interface CrossingPartition {
  readonly start: number;
  end: number;
  readonly firstPart: number;
  lastPart: number;
  /** Peer groups that it has. */
  groups: number;
}

/** A peer group of such a partition. */
export interface CrossingGroup {
  readonly start: number;
  end: number;
  lastPart: number;
}

/** Rows [from, to) of a page. */
interface FragmentRows {
  readonly from: number;
  readonly to: number;
}

export interface PartFragment extends FragmentRows {
  readonly kind: "part";
  readonly partition: CrossingPartition;
  /** Fragments of this kind are numbered, over all partitions. */
  readonly number: number;
  /** Of the partition's peer groups before the one that it begins with. */
  readonly groups: number;
  /** Of the partition's peer groups, those that begin before it. */
  readonly begun: number;
  /** When it has rows of this one only, and perhaps not all of them; else it is of whole groups. */
  readonly group: CrossingGroup | undefined;
}

export type Fragment = (FragmentRows & { readonly kind: "whole" }) | PartFragment;

/** The first and the last position of a range where a span begins, and how many do. */
export interface SpanStarts {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

export interface PageStarts {
  /** Its first row, from the first of all. */
  readonly start: number;
  readonly rows: number;
  /** Of the page's rows [from, to); undefined: none begins there. */
  partitions(from: number, to: number): SpanStarts | undefined;
  peers(from: number, to: number): SpanStarts | undefined;
}

/** Cuts pages, in their order. */
export class PageCutter {
  #partition: CrossingPartition = { start: 0, end: 0, firstPart: 0, lastPart: -1, groups: 0 };
  #group: CrossingGroup = { start: 0, end: 0, lastPart: -1 };
  /** Peer groups of the partition that have begun. */
  #groups = 0;
  #parts = 0;

  cut(page: PageStarts): readonly Fragment[] {
    const { start, rows } = page;
    const partitions = page.partitions(0, rows);
    if (partitions === undefined) return this.#cutPart(page, 0, rows);
    const { first, last } = partitions;
    const before = first > 0 ? this.#cutPart(page, 0, first) : [];
    const whole: readonly Fragment[] = last > first ? [{ kind: "whole", from: first, to: last }] : [];
    const firstPart = this.#parts;
    this.#partition = { start: start + last, end: start + last, firstPart, lastPart: firstPart, groups: 0 };
    this.#groups = 0;
    return [...before, ...whole, ...this.#cutPart(page, last, rows)];
  }

  #cutPart(page: PageStarts, from: number, to: number): readonly PartFragment[] {
    const peers = page.peers(from, to);
    if (peers === undefined) return [this.#part(page, { from, to }, this.#group, this.#groups)];
    const { first, last, count } = peers;
    const before = first > from ? [this.#part(page, { from, to: first }, this.#group, this.#groups)] : [];
    this.#groups++;
    const whole = last > first ? [this.#part(page, { from: first, to: last }, undefined, this.#groups - 1)] : [];
    this.#groups += count - 1;
    this.#group = { start: page.start + last, end: page.start + last, lastPart: this.#parts };
    return [...before, ...whole, this.#part(page, { from: last, to }, this.#group, this.#groups - 1)];
  }

  #part(
    { start }: PageStarts,
    { from, to }: FragmentRows,
    group: CrossingGroup | undefined,
    begun: number,
  ): PartFragment {
    const partition = this.#partition;
    partition.groups = this.#groups;
    const number = this.#parts++;
    for (const span of group === undefined ? [partition] : [partition, group]) {
      span.end = start + to;
      span.lastPart = number;
    }
    return { kind: "part", from, to, partition, number, groups: this.#groups - 1, begun, group };
  }
}
