"use client";

import { createContext, type ReactNode, useContext } from "react";

/** What states and companies are called, by their code or id; written by the server into each page that names jobs. */
export interface JobNames {
  estados: Readonly<Record<string, string>>;
  clientes: Readonly<Record<string, string>>;
}

const Names = createContext<JobNames>({ estados: {}, clientes: {} });

export function JobNamesProvider({ names, children }: { names: JobNames; children: ReactNode }) {
  return <Names value={names}>{children}</Names>;
}

export function useJobNames(): JobNames {
  return useContext(Names);
}
