// Services for tests: each answers by what the test says, and refuses what it does not mention.
import { FfqError } from "@ffq/core/physical";
import type { BlobService, ControlPlane, HeartbeatService, Services, ShuffleService } from "./services.ts";

export interface FakeServices {
  readonly controlPlane?: Partial<ControlPlane>;
  readonly heartbeat?: Partial<HeartbeatService>;
  readonly blobs?: Partial<BlobService>;
  readonly shuffle?: Partial<ShuffleService>;
}

const refuseCall = (): Promise<never> => Promise.reject(new FfqError("INTERNAL", "the test does not expect this call"));
const refuseStream = (): AsyncIterable<never> => ({ [Symbol.asyncIterator]: () => ({ next: refuseCall }) });

export function fakeServices({ controlPlane, heartbeat, blobs, shuffle }: FakeServices): Services {
  return {
    controlPlane: {
      submitQuery: refuseCall,
      getQueryStatus: refuseCall,
      watchQuery: refuseStream,
      cancelQuery: refuseCall,
      fetchQueryResults: refuseStream,
      acknowledgeQueryResults: refuseCall,
      reportResultsUnreachable: refuseCall,
      getTask: refuseCall,
      reportTaskStatus: refuseCall,
      registerQueryResults: refuseCall,
      ...controlPlane,
    },
    heartbeat: { heartbeat: refuseCall, ...heartbeat },
    blobs: { putBlob: refuseCall, getBlob: refuseStream, ...blobs },
    shuffle: { registerMapOutput: refuseCall, getMapOutputs: refuseCall, ...shuffle },
  };
}
