"""Time of a training step of the default network in PyTorch: LSTM 128 + 64, dense 32 + 1, window 10, 9 features, batch 256, 2 threads."""
import statistics
import sys
import time

import torch

steps = int(sys.argv[1]) if len(sys.argv) > 1 else 20
torch.manual_seed(1)
torch.set_num_threads(2)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.LSTM(9, 128, batch_first=True)
        self.second = torch.nn.LSTM(128, 64, batch_first=True)
        self.hidden = torch.nn.Linear(64, 32)
        self.output = torch.nn.Linear(32, 1)

    def forward(self, x):
        x, _ = self.first(x)
        x, _ = self.second(x)
        return self.output(torch.relu(self.hidden(x[:, -1]))).squeeze(1)


network = Network()
optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.1)
loss_of = torch.nn.HuberLoss(delta=0.05)
inputs = 2 * torch.rand(40, 256, 10, 9) - 1
targets = torch.rand(40, 256)


def step(k):
    optimizer.zero_grad()
    loss_of(network(inputs[k % 40]), targets[k % 40]).backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()


for k in range(3):
    step(k)
times = []
for k in range(steps):
    start = time.perf_counter()
    step(k)
    times.append(1000 * (time.perf_counter() - start))
print(f"median {statistics.median(times):.2f} ms, least {min(times):.2f} ms, PyTorch {torch.__version__}")
