// Arrays: PostgreSQL manual, section 9.19. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { arrayAppend } from "./array-append.ts";
import { arrayCat } from "./array-cat.ts";
import { arrayDims } from "./array-dims.ts";
import { arrayFill } from "./array-fill.ts";
import { arrayLength } from "./array-length.ts";
import { arrayLower } from "./array-lower.ts";
import { arrayNdims } from "./array-ndims.ts";
import { arrayPosition } from "./array-position.ts";
import { arrayPositions } from "./array-positions.ts";
import { arrayPrepend } from "./array-prepend.ts";
import { arrayRemove } from "./array-remove.ts";
import { arrayReplace } from "./array-replace.ts";
import { arrayReverse } from "./array-reverse.ts";
import { arraySample } from "./array-sample.ts";
import { arrayShuffle } from "./array-shuffle.ts";
import { arraySort } from "./array-sort.ts";
import { arrayToString } from "./array-to-string.ts";
import { arrayUpper } from "./array-upper.ts";
import { cardinality } from "./cardinality.ts";
import { stringToArray } from "./string-to-array.ts";
import { trimArray } from "./trim-array.ts";

export const arrayFunctions: readonly FunctionFamily[] = [
  arrayAppend,
  arrayCat,
  arrayDims,
  arrayFill,
  arrayLength,
  arrayLower,
  arrayNdims,
  arrayPosition,
  arrayPositions,
  arrayPrepend,
  arrayRemove,
  arrayReplace,
  arrayReverse,
  arraySample,
  arrayShuffle,
  arraySort,
  arrayToString,
  arrayUpper,
  cardinality,
  stringToArray,
  trimArray,
];
