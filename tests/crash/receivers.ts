import { type Lab, startLab } from '../support/lab/lab.ts';
import { contentOf, type MomentEvent, type PlannedMessage, staysQueued } from './plan.ts';

/** The lab's servers as the harness needs them: they tell each step, and remember for each address who took it when. */
export interface Receivers {
  lab: Lab;
  /** The lives in which each address was taken, rising, up to the last `harvest`. */
  takings: ReadonlyMap<string, readonly number[]>;
  /** Everything taken up to now. */
  taken(): Set<string>;
  /** Only while no engine runs: what was taken is booked on `life`, and connections are cut. Returns what arrived wrong. */
  harvest(life: number): string[];
  close(): Promise<void>;
}

export async function startReceivers(options: {
  dir: string;
  onEvent(event: MomentEvent): void;
  messageOf(number: number): PlannedMessage | undefined;
}): Promise<Receivers> {
  const lab = await startLab({ dir: options.dir });
  const doubles = Object.values(lab.doubles);
  const takings = new Map<string, number[]>();
  const asked = new Set<string>();

  const prepare = () => {
    for (const { behaviour } of doubles) {
      behaviour.before = async () => options.onEvent('step');
      behaviour.finalReply = () => {
        options.onEvent('taken');
        return '250 2.0.0 Ok: queued';
      };
    }
    // Greylisting: refused at the first try, taken at the next.
    lab.doubles.tempfail.behaviour.rcptReply = (recipient) => {
      const known = asked.has(recipient);
      asked.add(recipient);
      return known && !staysQueued(recipient) ? '250 2.1.5 Ok' : '451 4.7.1 Greylisted, please try again later';
    };
  };
  prepare();

  const messages = () => doubles.flatMap((double) => double.messages);
  return {
    lab,
    takings,
    taken: () => new Set([...takings.keys(), ...messages().flatMap(({ rcptTo }) => rcptTo)]),
    harvest(life) {
      const wrong: string[] = [];
      for (const { rcptTo, data } of messages()) {
        for (const address of rcptTo) {
          takings.set(address, [...(takings.get(address) ?? []), life]);
          const message = options.messageOf(numberOf(address));
          const whole = message?.recipients.includes(address) && endsWith(data, contentOf(message));
          if (!whole) wrong.push(`${address}: what arrived is not what was sent`);
        }
      }
      for (const double of doubles) double.reset();
      prepare();
      return wrong;
    },
    close: () => lab.close(),
  };
}

function numberOf(address: string): number {
  return Number(/m(\d+)/.exec(address)?.[1]);
}

/** The engine puts its own header lines before a message, and changes nothing in it. */
function endsWith(data: Buffer, content: string): boolean {
  return data.subarray(-content.length).equals(Buffer.from(content));
}
