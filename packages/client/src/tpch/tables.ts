// The eight tables: how many units each has, how many units make a handy chunk, and who makes its rows.

import { FfqError } from "@ffq/core";
import type { Chunk } from "./chunk.ts";
import { nations, regions } from "./distributions.ts";
import { checkScaleFactor, scaled, unitsAtScaleOne } from "./scale.ts";
import { generateCustomer } from "./tables/customer.ts";
import { generateLineitem } from "./tables/lineitem.ts";
import { generateNation } from "./tables/nation.ts";
import { generateOrders } from "./tables/orders.ts";
import { generatePart } from "./tables/part.ts";
import { generatePartsupp } from "./tables/partsupp.ts";
import { generateRegion } from "./tables/region.ts";
import { generateSupplier } from "./tables/supplier.ts";

export interface TpchTable {
  readonly name: string;
  /** What the table is cut by: rows, except for lineitem (orders) and partsupp (parts). */
  units(scaleFactor: number): number;
  /** Roughly the .tbl bytes of a unit: what the cost of making it goes by. */
  readonly unitBytes: number;
  /** `count` units from unit `first` (from 0) on. Makes the same rows whoever asks, in any order. */
  generate(first: number, count: number, pool: DataView, scaleFactor: number): Chunk;
}

/** Largest first, so that threads end together. */
export const tables: readonly TpchTable[] = [
  {
    name: "lineitem",
    units: (scale) => scaled(unitsAtScaleOne.orders, scale),
    unitBytes: 507,
    generate: generateLineitem,
  },
  { name: "orders", units: (scale) => scaled(unitsAtScaleOne.orders, scale), unitBytes: 115, generate: generateOrders },
  {
    name: "partsupp",
    units: (scale) => scaled(unitsAtScaleOne.part, scale),
    unitBytes: 595,
    generate: generatePartsupp,
  },
  { name: "part", units: (scale) => scaled(unitsAtScaleOne.part, scale), unitBytes: 121, generate: generatePart },
  {
    name: "customer",
    units: (scale) => scaled(unitsAtScaleOne.customer, scale),
    unitBytes: 162,
    generate: generateCustomer,
  },
  {
    name: "supplier",
    units: (scale) => scaled(unitsAtScaleOne.supplier, scale),
    unitBytes: 141,
    generate: generateSupplier,
  },
  { name: "nation", units: () => nations.length, unitBytes: 89, generate: generateNation },
  { name: "region", units: () => regions.length, unitBytes: 78, generate: generateRegion },
];

/** @throws FfqError NOT_FOUND */
export function tableNamed(name: string): TpchTable {
  const table = tables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new FfqError("NOT_FOUND", `TPC-H has no table ${name}`);
  return table;
}

/**
 * Part `part` (from 0) of `parts` about equal ones of a table. Parts are independent; joined in order they are the
 * table. `pool` comes from text-pool.ts.
 * @throws FfqError NOT_FOUND, CONFIG or UNSUPPORTED
 */
export function generateChunk(
  table: string,
  scaleFactor: number,
  part: number,
  parts: number,
  pool: SharedArrayBuffer,
): Chunk {
  checkScaleFactor(scaleFactor);
  const entry = tableNamed(table);
  const units = entry.units(scaleFactor);
  const first = Math.floor((units * part) / parts);
  const end = Math.floor((units * (part + 1)) / parts);
  return entry.generate(first, end - first, new DataView(pool), scaleFactor);
}
