// Where hyparquet and DuckDB do not follow the format's text, and FFQ does: files that say such a thing are not compared.
import { listOf, numberOf, structOf, type ThriftStruct } from "./thrift-value.ts";

const BIT_PACKED = 4;
const REPEATED = 2;

/** @param headers of all pages */
export function isReadApart(footer: ThriftStruct, headers: readonly ThriftStruct[]): boolean {
  return headers.some(saysPackedLevels) || hasListOfOneRepeated(footer) || hasTwoTypes(footer);
}

/** A data page of the first version whose definition or repetition levels are in an encoding that only FFQ looks at. */
function saysPackedLevels(header: ThriftStruct): boolean {
  const data = structOf(header, 5);
  return data !== undefined && [3, 4].some((id) => numberOf(data, id) === BIT_PACKED);
}

/**
 * A repeated group whose only field is repeated: in a list it is the element itself (LogicalTypes.md, Lists, backward
 * compatibility), which the two take for a list's wrapping.
 */
function hasListOfOneRepeated(footer: ThriftStruct): boolean {
  const elements = listOf(footer, 2);
  return elements.some((element, at) => {
    const parent = elements[at - 1];
    if (element.kind !== "struct" || parent?.kind !== "struct") return false;
    return isRepeated(element) && isRepeated(parent) && numberOf(parent, 5) === 1;
  });
}

/** The logical type of each converted type. */
const LOGICAL = [1, 2, 2, 3, 4, 5, 6, 7, 7, 8, 8, 10, 10, 10, 10, 10, 10, 10, 10, 12, 13, undefined];

/** A logical type beside the converted type of another: the logical type counts (parquet.thrift), the two ask the older one first. */
function hasTwoTypes(footer: ThriftStruct): boolean {
  return listOf(footer, 2).some((element) => {
    if (element.kind !== "struct") return false;
    const converted = numberOf(element, 6);
    const logical = structOf(element, 10)?.fields[0]?.id;
    return converted !== undefined && logical !== undefined && LOGICAL[converted] !== logical;
  });
}

function isRepeated(element: ThriftStruct): boolean {
  return numberOf(element, 3) === REPEATED;
}
