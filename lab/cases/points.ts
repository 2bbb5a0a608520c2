/** All audit points that have a workload. */
import type { PointCase } from "../compare.ts";
import { dnsPoints } from "./dns.ts";
import { filePoints } from "./file.ts";
import { fileChangePoints } from "./file-changes.ts";
import { fileNamePoints } from "./file-names.ts";
import { modulePoints } from "./module.ts";
import { processPoints } from "./process.ts";
import { processCallPoints } from "./process-calls.ts";
import { socketPoints } from "./socket.ts";

export const pointCases: readonly PointCase[] = [
  ...processPoints,
  ...processCallPoints,
  ...filePoints,
  ...fileNamePoints,
  ...fileChangePoints,
  ...socketPoints,
  ...dnsPoints,
  ...modulePoints,
];
