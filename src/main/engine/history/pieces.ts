import type { HistoryFilter } from '../../../shared/contract/history.ts';
import { indexQuery } from './searchTerms.ts';
import { blockSize, type SeqRange, type TextIndex } from './textIndex.ts';

export type Order = 'newest' | 'oldest';

/** A part of the log to read: a range of entries, or the blocks of it that may have one that passes. */
export interface Piece {
  range: SeqRange;
  /** Null: all of it. */
  blocks: number[] | null;
}

/** Small at first, since what is asked for is mostly found soon; then fewer and larger ones. */
const rowsAtFirst = 500;
const maxRows = 8000;
const blocksAtFirst = 16;
const maxBlocks = 512;

/** What has to be read of `range` to find all that passes the filter, in order; nothing outside of it passes. */
export function* piecesOf(filter: HistoryFilter, range: SeqRange, order: Order, index: TextIndex): Generator<Piece> {
  const covered = index.coveredSeq();
  const tail = { first: Math.max(range.first, covered + 1), last: range.last };
  const inner = withinTimes(filter, { first: range.first, last: Math.min(range.last, covered) }, index);
  if (order === 'newest') yield* wholePieces(tail, order);
  const query = indexQuery(filter);
  if (query === null) yield* wholePieces(inner, order);
  else yield* blockPieces(query, inner, order, index);
  if (order === 'oldest') yield* wholePieces(tail, order);
}

/** The part of a range that the index covers, and that may have entries of the filter's time. */
export function withinTimes(filter: HistoryFilter, range: SeqRange, index: TextIndex): SeqRange {
  if (filter.from === undefined && filter.to === undefined) return range;
  const time = (text: string | undefined) => (text === undefined ? null : Date.parse(text));
  const within = index.seqsBetween(time(filter.from), time(filter.to));
  if (within === null) return { first: range.last + 1, last: range.last };
  return { first: Math.max(range.first, within.first), last: Math.min(range.last, within.last) };
}

function* wholePieces({ first, last }: SeqRange, order: Order): Generator<Piece> {
  let size = rowsAtFirst;
  let from = first;
  let to = last;
  while (from <= to) {
    const piece =
      order === 'newest'
        ? { first: Math.max(from, to - size + 1), last: to }
        : { first: from, last: Math.min(to, from + size - 1) };
    yield { range: piece, blocks: null };
    if (order === 'newest') to = piece.first - 1;
    else from = piece.last + 1;
    size = Math.min(maxRows, size * 2);
  }
}

function* blockPieces(query: string, range: SeqRange, order: Order, index: TextIndex): Generator<Piece> {
  let size = blocksAtFirst;
  let { first, last } = range;
  while (first <= last) {
    const blocks = index.blocks(query, { first, last }, order, size);
    const final = blocks.at(-1);
    if (final === undefined || blocks.length < size) {
      yield { range: { first, last }, blocks };
      return;
    }
    const piece =
      order === 'newest'
        ? { first: Math.max(first, final * blockSize), last }
        : { first, last: Math.min(last, final * blockSize + blockSize - 1) };
    yield { range: piece, blocks };
    if (order === 'newest') last = piece.first - 1;
    else first = piece.last + 1;
    size = Math.min(maxBlocks, size * 2);
  }
}
