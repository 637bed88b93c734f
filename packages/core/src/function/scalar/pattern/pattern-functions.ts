// Patterns: PostgreSQL manual, section 9.7. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { likeEscape } from "./like-escape.ts";
import { regexpCount } from "./regexp-count.ts";
import { regexpInstr } from "./regexp-instr.ts";
import { regexpLike } from "./regexp-like.ts";
import { regexpMatch } from "./regexp-match.ts";
import { regexpReplace } from "./regexp-replace.ts";
import { regexpSplitToArray } from "./regexp-split-to-array.ts";
import { regexpSubstr } from "./regexp-substr.ts";
import { similarToEscape } from "./similar-to-escape.ts";

export const patternFunctions: readonly FunctionFamily[] = [
  likeEscape,
  regexpCount,
  regexpInstr,
  regexpLike,
  regexpMatch,
  regexpReplace,
  regexpSplitToArray,
  regexpSubstr,
  similarToEscape,
];
