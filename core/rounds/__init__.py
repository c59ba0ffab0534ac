"""The rounds: each subscription's slots are planned, decided, sent and recorded, each exactly once. No platform is named here."""
