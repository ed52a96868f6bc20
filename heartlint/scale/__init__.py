"""The same check over many messages: a batch on one machine, data frames, Apache Spark, and the overview of a result.

Everywhere a message is a row, and gives one row of the same columns (`heartlint.scale.rows.COLUMNS`, docs/BATCH.md). A
row that cannot be judged is a row with its trouble. What is heavy (pyarrow, DuckDB, Spark) is imported when it is used.
"""

from __future__ import annotations

from heartlint.scale.batches import Batch, batch
from heartlint.scale.frames import frame
from heartlint.scale.rows import MissingExtraError
from heartlint.scale.sparks import register, spark

__all__ = ["Batch", "MissingExtraError", "batch", "frame", "register", "spark"]
