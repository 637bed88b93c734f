// Where the rows of tables in memory lie: in any of the engine's memories, counted apart from what queries may use. A
// memory is filled up to a share while there is another one, so that queries find room beside the tables they read.
import type { Arena } from "../arena/arena.ts";
import type { Memories } from "../arena/memories.ts";
import { Budget, Region } from "../arena/region.ts";

/** The share of a memory that tables may take. */
const TABLES_SHARE = 0.5;

export class TableMemory {
  readonly #memories: Memories;
  readonly #regions = new Map<Arena, Region>();

  constructor(memories: Memories) {
    this.#memories = memories;
  }

  /** For what belongs to no rows in particular. */
  get first(): Region {
    return this.#regionIn(this.#memories.first);
  }

  /** Where so many bytes of rows are to lie. */
  roomFor(bytes: number): Region {
    return this.#regionIn(this.#memories.forKept(bytes, TABLES_SHARE));
  }

  get usedBytes(): number {
    return [...this.#regions.values()].reduce((sum, region) => sum + region.usedBytes, 0);
  }

  #regionIn(arena: Arena): Region {
    let region = this.#regions.get(arena);
    if (region === undefined) {
      region = Region.create(arena, Budget.create(arena));
      this.#regions.set(arena, region);
    }
    return region;
  }
}
