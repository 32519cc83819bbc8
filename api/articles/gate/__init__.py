"""The publish gate: golden questions are asked before officers are given something else."""
