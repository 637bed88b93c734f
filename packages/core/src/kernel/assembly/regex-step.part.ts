// From one match to the next.
import { bytesAt, endOfText } from "./regex-automaton.part";
import { captureEnd, captureStart } from "./regex-match.part";

/** Where the next search begins behind the match found last: past the end when there is none. */
// @ts-ignore: decorator
@inline
export function behindMatch(): usize {
  const end = captureEnd(0);
  if (end != captureStart(0)) return end;
  return end >= endOfText() ? end + 1 : end + bytesAt(end);
}
