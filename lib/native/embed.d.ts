declare module "#embed/libbpf.so" {
  /** Path of the embedded file; inside the executable it exists for Bun only. */
  const path: string;
  export default path;
}

declare module "#embed/sonde.bpf.o" {
  const path: string;
  export default path;
}

declare module "#embed/sonde-casting.bpf.o" {
  const path: string;
  export default path;
}

declare module "#embed/kernels" {
  const path: string;
  export default path;
}

declare module "#embed/licenses.txt" {
  const path: string;
  export default path;
}

declare module "#embed/page.js" {
  const path: string;
  export default path;
}

declare module "#embed/page.css" {
  const path: string;
  export default path;
}
