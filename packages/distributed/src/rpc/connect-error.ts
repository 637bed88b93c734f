// Errors over Connect: ours travel whole, as a detail of Connect's; what Connect or the network says by itself
// becomes one of ours. The one place that knows both.
import { Code, ConnectError } from "@connectrpc/connect";
import { describeCode, type ErrorCode, FfqError } from "@ffq/core/physical";
import { ErrorInfoSchema } from "../gen/ffq/control/v1/error_pb.ts";
import { errorCodec } from "../wire/error.ts";

/** Connect's code is for its own tools and for HTTP statuses; the receiver goes by the detail. */
function connectCode(code: ErrorCode): Code {
  switch (code) {
    case "NOT_FOUND":
    case "FILE_NOT_FOUND":
      return Code.NotFound;
    case "ALREADY_EXISTS":
      return Code.AlreadyExists;
    case "UNSUPPORTED":
    case "MISSING_EXTENSION":
      return Code.Unimplemented;
    case "MEMORY_LIMIT":
      return Code.ResourceExhausted;
    case "CANCELLED":
      return Code.Canceled;
    case "TIMEOUT":
      return Code.DeadlineExceeded;
    case "IO":
    case "CLOSED":
      return Code.Unavailable;
    case "INTERNAL":
      return Code.Internal;
    default:
      return describeCode(code).retry ? Code.Unavailable : Code.FailedPrecondition;
  }
}

export function toConnectError(error: FfqError): ConnectError {
  const detail = { desc: ErrorInfoSchema, value: errorCodec.toMessage(error.toData()) };
  return new ConnectError(error.message, connectCode(error.code), undefined, [detail]);
}

/** Connect's own errors are those that its signals end a handler with: they say already what is to be said. */
export function asConnectError(thrown: unknown): ConnectError {
  return thrown instanceof ConnectError ? thrown : toConnectError(FfqError.from(thrown));
}

/** @param peer the server's URL, for messages */
export function fromConnectError(thrown: unknown, peer: string): FfqError {
  if (thrown instanceof FfqError) return thrown;
  const error = ConnectError.from(thrown);
  const [detail] = error.findDetails(ErrorInfoSchema);
  if (detail !== undefined) return FfqError.fromData(errorCodec.fromMessage(detail));
  return withoutDetail(error, peer);
}

function withoutDetail(error: ConnectError, peer: string): FfqError {
  const detail = { context: { peer } };
  switch (error.code) {
    case Code.Unauthenticated:
    case Code.PermissionDenied:
      return new FfqError(
        "CONFIG",
        `${peer} did not accept the token`,
        { ...detail, hint: "Give the token that the coordinator was started with." },
        error,
      );
    case Code.ResourceExhausted:
      return new FfqError(
        "CONFIG",
        `a message to or from ${peer} is larger than is allowed: ${error.rawMessage}`,
        detail,
        error,
      );
    case Code.Unimplemented:
    case Code.NotFound:
      return new FfqError(
        "UNSUPPORTED",
        `${peer} does not know this call: ${error.rawMessage}`,
        { ...detail, sqlstate: "0A000", hint: "Is this the URL of an FFQ coordinator of the same version?" },
        error,
      );
    case Code.Canceled:
      return new FfqError("CANCELLED", `the call to ${peer} was cancelled`, { ...detail, sqlstate: "57014" }, error);
    case Code.DeadlineExceeded:
      return new FfqError("TIMEOUT", `${peer} did not answer in time`, detail, error);
    case Code.InvalidArgument:
      return new FfqError("UNSUPPORTED", `${peer} cannot read the call: ${error.rawMessage}`, detail, error);
    default:
      // No answer at all, or one from something in between: it may be there again later.
      return new FfqError(
        "IO",
        `${peer} cannot be reached: ${error.rawMessage}`,
        { ...detail, sqlstate: "08006" },
        error,
      );
  }
}

/** A message that neither end takes. */
export function messageTooLarge(bytes: number, most: number): ConnectError {
  return new ConnectError(
    `message of ${bytes} bytes is larger than the ${most} that are allowed`,
    Code.ResourceExhausted,
  );
}
