const fs = require("fs");

// Slow on purpose: a reviewer should have something to say about the loop within a loop.
function twoSum(numbers, target) {
  for (let i = 0; i < numbers.length; i++) {
    for (let j = i + 1; j < numbers.length; j++) {
      if (numbers[i] + numbers[j] === target) {
        return [i, j];
      }
    }
  }
  return ["none"];
}

const data = fs.readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const [count, target] = data;
const answer = twoSum(data.slice(2, 2 + count), target);
process.stdout.write(`${answer.join(" ")}\n`);
