Console.WriteLine("Voting.Verify");
