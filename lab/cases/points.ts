/** All audit points that have a workload. */
import type { PointCase } from "../compare.ts";
import { connectPoints } from "./connect.ts";
import { filePoints } from "./file.ts";
import { fileChangePoints } from "./file-changes.ts";
import { fileNamePoints } from "./file-names.ts";
import { modulePoints } from "./module.ts";
import { processPoints } from "./process.ts";
import { processCallPoints } from "./process-calls.ts";

export const pointCases: readonly PointCase[] = [
  ...processPoints,
  ...processCallPoints,
  ...filePoints,
  ...fileNamePoints,
  ...fileChangePoints,
  ...connectPoints,
  ...modulePoints,
];
