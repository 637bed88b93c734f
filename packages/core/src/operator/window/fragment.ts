// How the pages of a sorted window's rows are cut into fragments: whole partitions, or rows of one partition that other
// pages have rows of as well, and of these whole peer groups, or rows of one that may go on. Pure decisions.
//
// The rule: a page is cut into few fragments, whatever its rows are; partitions that cross pages have a mark for each of
// their fragments, one after the other: what all rows up to the fragment's end come to.

/** A partition that crosses pages, in rows from the first of all. Complete when all pages are cut. */
export interface CrossingPartition {
  readonly start: number;
  end: number;
  readonly firstMark: number;
  lastMark: number;
}

/** A peer group of such a partition. */
export interface CrossingGroup {
  readonly start: number;
  end: number;
  lastMark: number;
}

/** Rows [from, to) of a page. */
interface FragmentRows {
  readonly from: number;
  readonly to: number;
}

export interface PartFragment extends FragmentRows {
  readonly kind: "part";
  readonly partition: CrossingPartition;
  readonly mark: number;
  /** Of the partition's peer groups before the one that it begins with. */
  readonly groups: number;
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
  #partition: CrossingPartition = { start: 0, end: 0, firstMark: 0, lastMark: -1 };
  #group: CrossingGroup = { start: 0, end: 0, lastMark: -1 };
  /** Peer groups of the partition that have begun. */
  #groups = 0;
  #marks = 0;

  cut(page: PageStarts): readonly Fragment[] {
    const { start, rows } = page;
    const partitions = page.partitions(0, rows);
    if (partitions === undefined) return this.#cutPart(page, 0, rows);
    const { first, last } = partitions;
    const before = first > 0 ? this.#cutPart(page, 0, first) : [];
    const whole: readonly Fragment[] = last > first ? [{ kind: "whole", from: first, to: last }] : [];
    this.#partition = { start: start + last, end: start + last, firstMark: this.#marks, lastMark: this.#marks };
    this.#groups = 0;
    return [...before, ...whole, ...this.#cutPart(page, last, rows)];
  }

  #cutPart(page: PageStarts, from: number, to: number): readonly PartFragment[] {
    const peers = page.peers(from, to);
    if (peers === undefined) return [this.#part(page, from, to, this.#group)];
    const { first, last, count } = peers;
    const before = first > from ? [this.#part(page, from, first, this.#group)] : [];
    this.#groups++;
    const whole = last > first ? [this.#part(page, first, last, undefined)] : [];
    this.#groups += count - 1;
    this.#group = { start: page.start + last, end: page.start + last, lastMark: this.#marks };
    return [...before, ...whole, this.#part(page, last, to, this.#group)];
  }

  #part({ start }: PageStarts, from: number, to: number, group: CrossingGroup | undefined): PartFragment {
    const partition = this.#partition;
    const mark = this.#marks++;
    for (const span of group === undefined ? [partition] : [partition, group]) {
      span.end = start + to;
      span.lastMark = mark;
    }
    return { kind: "part", from, to, partition, mark, groups: this.#groups - 1, group };
  }
}
