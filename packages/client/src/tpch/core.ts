// What the generator needs of core.
export { type ErrorData, FfqError, unsupported } from "../../../core/src/common/error.ts";
