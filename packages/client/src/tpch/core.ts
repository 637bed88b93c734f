// What the generator needs of core.
export { FfqError, unsupported } from "../../../core/src/common/error.ts";
