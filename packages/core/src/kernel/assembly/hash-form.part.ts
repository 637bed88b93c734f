// How batch kernels walk their rows: a list of rows or all of them, slots through an index or not, NULLs or none; and
// some at a time where they seek in large tables.

import { slotAt } from "./slot.part";

/** Rows whose places in a table are touched together, before any of them is sought. */
export const BLOCK: u32 = 16;
/** A table with a mask from this on is larger than the cache: below it, touching ahead costs more than it saves. */
export const FAR_MASK: u32 = 1 << 16;

// @ts-ignore: decorator
@inline
export function rowAt(list: usize, at: i32): usize {
  return list ? <usize>load<u32>(list + ((<usize>at) << 2)) : <usize>at;
}

// @ts-ignore: decorator
@inline
export function groupAt(groups: usize, row: usize): usize {
  return groups ? <usize>load<u32>(groups + (row << 2)) : 0;
}

// Loops come in forms, chosen once per call and compiled apart: most columns have no index, no NULL and no filter.
export const PLAIN: i32 = 0;
export const INDEXED: i32 = 1;
export const ANY: i32 = 2;

// @ts-ignore: decorator
@inline
export function formOf(index: usize, validity: usize, list: usize): i32 {
  return validity | list ? ANY : index ? INDEXED : PLAIN;
}

/** The row at this place of the loop. */
// @ts-ignore: decorator
@inline
export function rowIn(form: i32, list: usize, at: i32): usize {
  return form == ANY ? rowAt(list, at) : <usize>at;
}

/** The row's slot, or -1 when it is NULL. */
// @ts-ignore: decorator
@inline
export function slotIn(form: i32, index: usize, validity: usize, row: usize): isize {
  if (form == PLAIN) return <isize>row;
  if (form == INDEXED) return <isize>load<u32>(index + (row << 2));
  const slot = slotAt(index, row);
  return validity && load<u8>(validity + slot) == 0 ? -1 : <isize>slot;
}
