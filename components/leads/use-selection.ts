"use client";

import { useState } from "react";

import type { Lead } from "@/lib/leads/schemas";

export interface LeadSelection {
  /** The boxes that are ticked on the page in sight. */
  ids: string[];
  /** Everything that matches is meant, on this page and on all others. */
  allMatching: boolean;
  /** How many are ticked. */
  count: number;
  /** The states in which the table shows the ticked ones. */
  estados: string[];
  change: (ids: string[]) => void;
  setAllMatching: (all: boolean) => void;
  clear: () => void;
}

/** Which leads are meant: ticked by hand, over pages, or everything that matches. Another filter begins anew. */
export function useSelection(rows: ReadonlyArray<Lead>, filterKey: string): LeadSelection {
  const [picked, setPicked] = useState<ReadonlyMap<string, string>>(new Map());
  const [allMatching, setAll] = useState(false);
  const [lastKey, setLastKey] = useState(filterKey);
  const clear = () => {
    setPicked(new Map());
    setAll(false);
  };
  if (lastKey !== filterKey) {
    setLastKey(filterKey);
    clear();
  }
  const onPage = new Map(rows.map((lead) => [String(lead.id), lead.estado]));
  const chosen = allMatching ? onPage : picked;
  const change = (ids: string[]) => {
    setPicked(new Map(ids.map((id) => [id, onPage.get(id) ?? picked.get(id) ?? ""])));
    setAll(false);
  };
  const setAllMatching = (all: boolean) => {
    setPicked(onPage);
    setAll(all);
  };
  return { ids: [...chosen.keys()], allMatching, count: chosen.size, estados: [...new Set(chosen.values())], change, setAllMatching, clear };
}
