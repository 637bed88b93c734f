// The memories of one engine. A WebAssembly memory holds at most 4 GiB and a kernel sees one of them, so that whatever
// is worked on together lies together: a query (or a share of one) is given a memory when it begins, and a table's rows
// lie where there was room when they came. The first memory is there from the start, others are made when none has
// room; what reads rows that lie elsewhere copies them (catalog/copy-vector.ts).
//
// The rule: addresses mean nothing without their arena. Threads know an arena by its number.
import { FfqError, internal } from "../common/error.ts";
import { usedBytes } from "./allocator.ts";
import { Arena, type ArenaOptions } from "./arena.ts";
import { countAsGarbage } from "./collector-hint.ts";
import { giveArena, takeArena } from "./spare-arena.ts";

export interface MemoriesOptions extends Pick<ArenaOptions, "shared" | "maximumBytes"> {
  /** How many there may be. Default 16. */
  readonly most?: number;
}

/** A memory promised to a query until it is given back. */
export interface Place {
  readonly arena: Arena;
  release(): void;
}

const MOST = 16;

export class Memories {
  readonly #options: MemoriesOptions;
  readonly #arenas: Arena[];
  /** Bytes that running queries may come to need, by arena. */
  readonly #promised = new Map<Arena, number>();
  #mayOpen: boolean;

  private constructor(arenas: readonly Arena[], options: MemoriesOptions, mayOpen: boolean) {
    this.#arenas = [...arenas];
    this.#options = options;
    this.#mayOpen = mayOpen;
  }

  /** @throws FfqError CONFIG when the host cannot provide even one */
  static create(options: MemoriesOptions = {}): Memories {
    return new Memories([Arena.create(options)], options, true);
  }

  /** As `create`, for an engine: the first may have been another engine's, until it was given back. */
  static take(shared: boolean): Memories {
    return new Memories([takeArena(shared)], { shared }, true);
  }

  /** Gives back what was taken: nobody may use any of them any more. */
  giveBack(): void {
    giveArena(this.first);
    countAsGarbage(this.all.reduce((sum, arena) => sum + arena.view().u8.length, 0));
  }

  /** One memory that is there already, and never another. */
  static of(arena: Arena): Memories {
    return new Memories([arena], {}, false);
  }

  get first(): Arena {
    return this.at(0);
  }

  get all(): readonly Arena[] {
    return this.#arenas;
  }

  at(number: number): Arena {
    const arena = this.#arenas[number];
    if (arena === undefined) throw internal(`there is no memory ${number}`);
    return arena;
  }

  /** What one of them holds at most. */
  get eachBytes(): number {
    return this.first.maximumBytes;
  }

  /** How many there may be. */
  get most(): number {
    return this.#mayOpen ? (this.#options.most ?? MOST) : this.#arenas.length;
  }

  /**
   * A memory for so many bytes: of those with room the one where most of what is read lies, else the emptiest.
   * @param lies how many bytes of what is read lie in an arena
   */
  place(bytes: number, lies: (arena: Arena) => number = () => 0): Place {
    const roomy = this.#arenas.filter((arena) => this.#room(arena) >= bytes);
    const arena = bestOf(roomy, lies) ?? this.#open() ?? this.#emptiest();
    this.#promise(arena, bytes);
    return { arena, release: () => this.#promise(arena, -bytes) };
  }

  /** So many different memories; fewer where there are not as many. For one query, whose bytes are those in each. */
  spread(count: number, bytes: number): readonly Place[] {
    while (this.#arenas.length < Math.min(count, this.most)) if (this.#open() === undefined) break;
    const emptiest = this.#arenas.toSorted((left, right) => this.#room(right) - this.#room(left));
    return emptiest.slice(0, count).map((arena) => {
      this.#promise(arena, bytes);
      return { arena, release: () => this.#promise(arena, -bytes) };
    });
  }

  /** Where bytes that stay are to lie: memories fill in order, up to a share of each while there is another. */
  forKept(bytes: number, share: number): Arena {
    const roomy = this.#arenas.find((arena) => usedBytes(arena) + bytes <= arena.maximumBytes * share);
    return roomy ?? this.#open() ?? this.#emptiest();
  }

  #room(arena: Arena): number {
    return arena.maximumBytes - Math.max(usedBytes(arena), this.#promised.get(arena) ?? 0);
  }

  #emptiest(): Arena {
    return bestOf(this.#arenas, (arena) => this.#room(arena)) ?? this.first;
  }

  #promise(arena: Arena, bytes: number): void {
    this.#promised.set(arena, (this.#promised.get(arena) ?? 0) + bytes);
  }

  /** Another one; undefined where there are as many as may be, or the host has no more. */
  #open(): Arena | undefined {
    const number = this.#arenas.length;
    if (!this.#mayOpen || number >= this.most) return undefined;
    try {
      const arena = Arena.create({ ...this.#options, number });
      this.#arenas.push(arena);
      return arena;
    } catch (thrown) {
      if (FfqError.from(thrown).code !== "CONFIG") throw thrown;
      this.#mayOpen = false; // The host's refusal is an expected answer: what there is has to do.
      return undefined;
    }
  }
}

/** The arena with the highest worth, the first of equals. */
function bestOf(arenas: readonly Arena[], worth: (arena: Arena) => number): Arena | undefined {
  let best: Arena | undefined;
  for (const arena of arenas) if (best === undefined || worth(arena) > worth(best)) best = arena;
  return best;
}
