using System.Text;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Identity;
using DeferredSeg.Data.Tests.Datasets;
using DeferredSeg.Formats;

namespace DeferredSeg.Data.Tests.Identity;

/// <summary>Whose images are, however tables and files write it.</summary>
public sealed class IdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_compared_composed_without_blanks_and_without_capitals()
    {
        var spellings = CaseNames.Spellings(["Mu\u0308ller", " müller ", "P1", "p1", "P1 ", "P10"]);

        Assert.Equal(["Müller", "Müller", "P1", "P1", "P1", "P10"], spellings.Values);
    }

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    public void A_table_may_be_divided_as_spreadsheet_programs_divide_it(string delimiter)
    {
        Images("a", "b", "c");
        _folder.Text("table.csv", $"\uFEFFid{delimiter}patient\r\na{delimiter}\"Doe{delimiter} J\"\r\nb{delimiter}Roe\r\n\r\nc{delimiter}ROE\r\n");

        var dataset = Open(new("table.csv"));

        Assert.Equal([$"Doe{delimiter} J", "ROE", "ROE"], dataset.Cases.Select(one => one.Patient));
        Assert.Contains(dataset.Notes, note => note.Contains("'Roe' is 'ROE'"));
    }

    [Fact]
    public void A_table_in_UTF_16_is_read_and_one_in_Latin_1_is_refused_by_line_and_byte()
    {
        Images("001", "002", "003");
        File.WriteAllText(At("wide.csv"), "id,patient\n001,Müller\n002,Möller\n003,C\n", Encoding.Unicode);
        File.WriteAllText(At("latin.csv"), "id,patient\n001,Müller\n002,Möller\n003,C\n", Encoding.Latin1);

        Assert.Equal(["Müller", "Möller", "C"], Open(new("wide.csv")).Cases.Select(one => one.Patient));
        var refusal = Assert.Throws<DatasetException>(() => Open(new("latin.csv"))).Message;
        Assert.Contains("latin.csv is no UTF-8 text: line 2, byte 6 is 0xFC", refusal);
        File.WriteAllBytes(At("latin.json"), Encoding.Latin1.GetBytes("{ \"train\": [\"Müller\"] }"));
        Assert.Contains("line 1, byte 15 is 0xFC", Assert.Throws<DatasetException>(() => SplitFile.Read(At("latin.json"), [])).Message);
    }

    [Fact]
    public void Numbers_get_their_zeros_back_where_one_image_alone_can_be_meant()
    {
        Images("001", "01", "002", "30");
        _folder.Text("table.csv", "id,patient\n1,A\n2,B\n");

        var refusal = Assert.Throws<DatasetException>(() => Open(new("table.csv"))).Message;
        Assert.Contains("1 rows without an image", refusal);
        File.Delete(At("images/01.png"));
        var dataset = Open(new("table.csv"));

        Assert.Equal(["001 A", "002 B"], dataset.Cases.Select(one => $"{one.Id} {one.Patient}"));
        Assert.Contains(dataset.Notes, note => note.Contains("2 ids had lost zeros"));
    }

    [Fact]
    public void The_usual_table_says_whose_images_are_or_why_not()
    {
        Images("a", "b", "c");
        _folder.Text("index.csv", "id,Patient ID,note\na.png,P1,x\nb.png,P1,x\nc.png,P2,x\ngone.png,P3,x\n");

        Assert.Equal(["P1", "P1", "P2"], Open(null).Cases.Select(one => one.Patient));
        Assert.Contains(Open(null).Notes, note => note.Contains("'Patient ID'"));
        Assert.Equal(["a", "b", "c"], Open(new("")).Cases.Select(one => one.Patient));
        Assert.Contains(
            new FolderDataset(new(Folder: _folder.Path, Patient: ".")).Notes,
            note => note.Contains("several patients of one") && note.Contains("P1")
        );
        Images("d");
        var incomplete = Open(null);
        Assert.Equal(["a", "b", "c", "d"], incomplete.Cases.Select(one => one.Patient));
        Assert.Contains(incomplete.Notes, note => note.Contains("no row for 1 of 4 images (d)"));
        Assert.Equal(["a", "b", "c"], Open(new(Where: ["note=x", "id!=gone.png"])).Cases.Select(one => one.Id));
    }

    [Fact]
    public void A_table_without_patients_or_with_a_gap_among_them_does_not_pass_for_one_with()
    {
        Images("a", "b");
        _folder.Text("index.csv", "id,size\na,1\nb,2\n");
        Assert.Empty(Open(null).Notes);
        _folder.Text("index.csv", "id,patient\na,\nb,P\n");
        Assert.Contains("'a' has no patient", Assert.Throws<DatasetException>(() => Open(null)).Message);
    }

    [Fact]
    public void Masks_belong_to_images_whatever_the_capitals_and_the_Unicode_form_of_their_names()
    {
        Images("Case_M\u00FCller", "b");
        foreach (var mask in (string[])["masks/case_mu\u0308ller.png", "masks/B.png"])
            _folder.Png(mask, 4, 4, _ => 255);

        var dataset = new FolderDataset(new(Folder: _folder.Path));

        Assert.All(dataset.Cases, one => Assert.NotNull(dataset.Load(one.Id).Gold));
        Assert.Empty(dataset.Strangers);
    }

    [Fact]
    public void One_image_under_several_names_is_found_whatever_its_file_and_kept_in_one_part()
    {
        for (var i = 0; i < 12; i++)
            _folder.Png($"images/scan{i:00}.png", 8, 8, pixel => (ushort)(pixel * 3 + i % 6));
        File.Delete(At("images/scan11.png"));
        // The same pixels, in another kind of file.
        _folder.Npy(
            "images/scan11.npy",
            DeferredSeg.Formats.Tensors.TensorDType.UInt8,
            [8, 8],
            [.. Enumerable.Range(0, 64).Select(pixel => (byte)(pixel * 3 + 5))]
        );
        _folder.Png("images/empty1.png", 8, 8, _ => 0);
        _folder.Png("images/empty2.png", 8, 8, _ => 0);
        var dataset = new FolderDataset(new(Folder: _folder.Path));

        var twins = TwinImages.Of(dataset, dataset.Cases);

        Assert.Equal(6, twins.Groups.Count);
        Assert.All(twins.Groups, group => Assert.Equal(6, int.Parse(group[1].Id[4..]) - int.Parse(group[0].Id[4..])));
        var split = DatasetSplit.Of(twins.AsOnePatient(dataset.Cases), new(0.3, 0.3, Seed: 4));
        Assert.Null(twins.Leak(split));
        var apart = new DatasetSplit([dataset.Cases.Single(one => one.Id == "scan00")], [], [dataset.Cases.Single(one => one.Id == "scan06")]);
        Assert.StartsWith("1 images are in more than one part under several names: scan00 (train) = scan06 (test).", twins.Leak(apart));
        Assert.Contains(DatasetInspection.Of(dataset).Notes, note => note.Contains("12 images are 6 under several names"));
    }

    [Fact]
    public void Patients_of_copies_of_copies_are_one()
    {
        for (var i = 0; i < 4; i++)
            _folder.Png($"images/{"abcd"[i]}.png", 4, 4, pixel => (ushort)(pixel + i / 2));
        _folder.Text("index.csv", "id,patient\na,1\nb,2\nc,2\nd,3\n");
        var dataset = Open(null);

        var cases = TwinImages.Of(dataset, dataset.Cases).AsOnePatient(dataset.Cases);

        Assert.Single(cases.Select(one => one.Patient).Distinct());
    }

    private IDataset Open(IndexSettings? index) => new FolderDataset(new(Folder: _folder.Path, Index: index));

    private string At(string file) => Path.Combine(_folder.Path, file);

    private void Images(params string[] names)
    {
        foreach (var name in names)
            _folder.Png($"images/{name}.png", 4, 4, pixel => (ushort)(pixel * 7 + name.Length));
    }
}
