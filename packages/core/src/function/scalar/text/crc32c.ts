// crc32c of bytes (PostgreSQL manual, section 9.5).
import type { FunctionFamily } from "../../registry.ts";
import { crc } from "./crc.ts";

export const crc32c: FunctionFamily = crc("crc32c", 0x82f63b78, "The CRC-32C checksum.");
