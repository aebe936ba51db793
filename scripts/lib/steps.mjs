// Tells what the launcher is doing: one moving line on a terminal, plain lines elsewhere.
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const heartbeatMs = 10_000;

const seconds = (since) => `${((Date.now() - since) / 1_000).toFixed(1)} s`;

/**
 * Returns `{step(label, work), say(text)}`. `step` runs the work, shows that it runs and how long it took, and passes
 * on its result or error; several may run at once. Writes to `stream`, standard error unless told otherwise.
 */
export function createReporter(stream = process.stderr) {
  const running = new Map();
  let frame = 0;
  let timer;

  const clear = () => stream.isTTY && stream.write("\r\x1b[2K");
  const say = (text) => {
    clear();
    stream.write(`${text}\n`);
  };
  const draw = () => {
    if (!stream.isTTY) return heartbeat(running, say);
    const labels = [...running].map(([label, { since }]) => `${label} ${seconds(since)}`).join(" · ");
    clear();
    stream.write(`${frames[frame++ % frames.length]} ${labels}`.slice(0, stream.columns || 80));
  };

  async function step(label, work) {
    const since = Date.now();
    running.set(label, { since, beats: 0 });
    timer ??= setInterval(draw, stream.isTTY ? 100 : 1_000);
    const end = (mark) => {
      running.delete(label);
      if (running.size === 0) timer = clearInterval(timer);
      say(`${mark} ${label} (${seconds(since)})`);
    };
    try {
      const result = await work();
      end("✓");
      return result;
    } catch (error) {
      end("✗");
      throw error;
    }
  }
  return { step, say };
}

function heartbeat(running, say) {
  for (const [label, state] of running) {
    const beats = Math.floor((Date.now() - state.since) / heartbeatMs);
    if (beats > state.beats) say(`… ${label}, still running (${seconds(state.since)})`);
    state.beats = beats;
  }
}
