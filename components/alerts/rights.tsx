"use client";

import { createContext, type ReactNode, useContext } from "react";

/** What the reader may do where alerts lead to. */
export interface AlertRights {
  webhooks: boolean;
}

const Rights = createContext<AlertRights>({ webhooks: false });

/** Tells every alert below it where the reader may go. */
export function AlertRightsProvider({ rights, children }: { rights: AlertRights; children: ReactNode }) {
  return <Rights value={rights}>{children}</Rights>;
}

export function useAlertRights(): AlertRights {
  return useContext(Rights);
}
