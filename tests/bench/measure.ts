import type { Generator } from './load.ts';
import { cpuMsOf, memoryOf } from './processStats.ts';
import { type ProductName, type ProductOptions, startProduct } from './products.ts';
import type { Workload } from './workloads.ts';

/** One run of one product at one work. */
export interface Measured {
  messagesPerSecond: number;
  cpuMsPerMessage: number;
  /** The most that was seen. */
  rssBytes: number;
  pssBytes: number;
}

const sampleEveryMs = 500;

/** Starts the product anew, warms it up with a part of the work, and measures all of it. */
export async function measure(
  name: ProductName,
  { load, relayed }: Workload,
  options: ProductOptions & { generator: Generator; scale: number },
): Promise<Measured> {
  const { sink, generator, scale } = options;
  const product = await startProduct(name, options);
  const memory = { rssBytes: 0, pssBytes: 0 };
  const sample = () => {
    const { rssBytes, pssBytes } = memoryOf(product.pid);
    memory.rssBytes = Math.max(memory.rssBytes, rssBytes);
    memory.pssBytes = Math.max(memory.pssBytes, pssBytes);
  };
  const work = async (messages: number) => {
    const before = relayed ? await sink.taken() : 0;
    await generator.send({ ...load, messages, port: product.smtpPort });
    if (relayed) await sink.waitFor(before + messages);
  };
  const messages = Math.round(load.messages * scale);
  let sampling: NodeJS.Timeout | null = null;
  try {
    await work(Math.ceil(messages / 4));
    sampling = setInterval(sample, sampleEveryMs);
    const cpuBefore = cpuMsOf(product.pid);
    const startedAt = performance.now();
    await work(messages);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuMs = cpuMsOf(product.pid) - cpuBefore;
    sample();
    return { messagesPerSecond: messages / seconds, cpuMsPerMessage: cpuMs / messages, ...memory };
  } finally {
    if (sampling) clearInterval(sampling);
    await product.stop();
  }
}
