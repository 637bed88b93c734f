// crc32 of bytes (PostgreSQL manual, section 9.5).
import type { FunctionFamily } from "../../registry.ts";
import { crc } from "./crc.ts";

export const crc32: FunctionFamily = crc("crc32", 0xedb88320, "The CRC-32 checksum.");
