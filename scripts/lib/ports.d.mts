export function portProblem(port: number, host?: string): Promise<string | null>;
export function isFree(port: number): Promise<boolean>;
export function freePort(from?: number): Promise<number>;
