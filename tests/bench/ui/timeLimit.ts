/** Ends what would hang for ever: rejects with a plain sentence when `work` is not done in time. It goes on unseen. */
export async function withinTime<Result>(work: Promise<Result>, ms: number, sentence: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(sentence)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
