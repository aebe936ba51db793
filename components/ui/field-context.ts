"use client";

import { createContext, useContext } from "react";

export interface FieldControlProps {
  id?: string;
  required?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

export const FieldContext = createContext<FieldControlProps>({});

/** The id and aria attributes that the surrounding `Field` gives its control. */
export function useFieldControl(): FieldControlProps {
  return useContext(FieldContext);
}
