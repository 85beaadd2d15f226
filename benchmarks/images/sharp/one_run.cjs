// sharp in a process of its own: makes the variants of one photograph, then prints what it took.
//
//     node one_run.cjs <program> <photograph> <folder for the variants>
//
// Sizes, quality and effort come as JSON on standard input.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const sharp = require('sharp');

// As the documentation shows it: each variant from the file, everything but the quality left as it is.
async function usual(data, { sizes, quality }) {
  const made = {};
  for (const [name, limit] of Object.entries(sizes)) {
    made[name] = await sharp(data).autoOrient().resize(fitting(limit)).webp({ quality }).toBuffer();
  }
  return made;
}

// One decode, each size from the next larger one, with nothing encoded in between.
async function cascade(data, { sizes, quality, effort }) {
  const made = {};
  let source = sharp(data).autoOrient();
  for (const [name, limit] of Object.entries(sizes).sort(([, one], [, other]) => other - one)) {
    const pixels = await source.resize(fitting(limit)).raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = pixels.info;
    const again = () => sharp(pixels.data, { raw: { width, height, channels } });
    made[name] = await again().webp({ quality, effort }).toBuffer();
    source = again();
  }
  return made;
}

function fitting(limit) {
  return { width: limit, height: limit, fit: 'inside', withoutEnlargement: true };
}

const PROGRAMS = {
  sharp: usual,
  'sharp-cascade': cascade,
  'sharp-cascade-1-thread': (data, wishes) => {
    sharp.concurrency(1);
    return cascade(data, wishes);
  },
};

async function main(program, photograph, folder) {
  const wishes = JSON.parse(fs.readFileSync(0, 'utf8'));
  const variantsOf = PROGRAMS[program];
  const teal = { create: { width: 16, height: 16, channels: 3, background: 'teal' } };
  await variantsOf(await sharp(teal).jpeg().toBuffer(), wishes);
  const data = fs.readFileSync(photograph);
  const began = process.hrtime.bigint();
  const before = process.cpuUsage();
  const made = await variantsOf(data, wishes);
  const { user, system } = process.cpuUsage(before);
  const wallSeconds = Number(process.hrtime.bigint() - began) / 1e9;
  for (const [name, variant] of Object.entries(made)) {
    fs.writeFileSync(path.join(folder, `${name}.webp`), variant);
  }
  // What `process.resourceUsage` says of memory would count the process that started this one.
  const peakMebibytes = Number(/^VmHWM:\s*(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  console.log(
    JSON.stringify({ cpu_seconds: (user + system) / 1e6, wall_seconds: wallSeconds, peak_mebibytes: peakMebibytes })
  );
}

main(...process.argv.slice(2));
