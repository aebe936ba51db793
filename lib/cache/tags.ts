/** Tags are kept by slot: memory and messages stay small however many tags there are; two tags in one slot only cost a needless miss. */
export const SLOT_COUNT = 1 << 16;

/** The slot of a tag, the same in every process: 32-bit FNV-1a, folded. */
export function slotOf(tag: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < tag.length; at++) hash = Math.imul(hash ^ tag.charCodeAt(at), 0x01000193);
  return ((hash >>> 16) ^ hash) & (SLOT_COUNT - 1);
}
