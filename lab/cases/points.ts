/** All audit points that have a workload. */
import type { PointCase } from "../compare.ts";
import { credPoints } from "./creds.ts";
import { dnsPoints } from "./dns.ts";
import { execFields } from "./exec-fields.ts";
import { filePoints } from "./file.ts";
import { fileChangePoints } from "./file-changes.ts";
import { fileNamePoints } from "./file-names.ts";
import { helperPoints } from "./helper.ts";
import { modulePoints } from "./module.ts";
import { pathPoints } from "./paths.ts";
import { processPoints } from "./process.ts";
import { processCallPoints } from "./process-calls.ts";
import { socketPoints } from "./socket.ts";

export const pointCases: readonly PointCase[] = [
  ...processPoints,
  execFields,
  ...processCallPoints,
  ...filePoints,
  ...fileNamePoints,
  ...fileChangePoints,
  ...pathPoints,
  ...socketPoints,
  ...dnsPoints,
  ...modulePoints,
  ...credPoints,
  ...helperPoints,
];
